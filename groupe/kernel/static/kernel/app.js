// The page's own behaviour, in small modules: everything below works without them, less comfortably.
import './dialogs.js';
import './theme.js';
import './toasts.js';
import './tips.js';
import './copy.js';
