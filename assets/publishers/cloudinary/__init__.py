"""Owns delivery by Cloudinary. Inside this package the official SDK is meant by the plain name `cloudinary`."""
