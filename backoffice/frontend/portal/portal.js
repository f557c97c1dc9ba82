// What the portal runs: htmx and five small plugins. Every page works without any of it.
import "htmx.org/dist/htmx.min.js"; // its own minified file is a fifth smaller than what esbuild makes of the source
import "./plugins/toasts.js";
import "./plugins/trouble.js";
import "./plugins/follow.js";
import "./plugins/once.js";
import "./plugins/stepper.js";
