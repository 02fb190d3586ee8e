// Begins everything on the page.

import * as acting from "./acting.js";
import * as composer from "./composer.js";
import * as entries from "./entries.js";
import { ask, attempt, here } from "./line.js";
import * as panel from "./panel.js";
import * as people from "./people.js";
import { furnish } from "./picker.js";
import { keepAsking, putModal } from "./refresh.js";

const known = JSON.parse(document.getElementById("known").textContent);
const body = document.getElementById("modal-body");

putModal(body.innerHTML);
furnish(document);
acting.listen();
composer.begin(known);
entries.begin();
people.begin(known.badges);
panel.begin();
if (here === "home") attempt(() => ask("open_home"));
keepAsking();
