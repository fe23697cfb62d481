// Owns the mark on what was kept: who stands before the sign-in page was signed out before it could arrive.
import { all } from "./kept.js";

for (const [key, value] of all()) sessionStorage.setItem(key, JSON.stringify({ ...value, out: true }));
