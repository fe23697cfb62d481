// Owns the start of every page: each part looks after its own elements.
import "./toasts.js";
import "./problems.js";
import "./kept_forms.js";
import "./drafts.js";
import "./forms.js";
import "./polling.js";
import "./theme.js";
