import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";

import { parseConfig } from "../../../components/plan/config";
import { plan } from "../../../components/plan/plan";
import { packageRoot } from "../../../tools/package-root";
import { placed } from "./placed";
