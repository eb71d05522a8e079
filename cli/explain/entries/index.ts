import type { Entries } from "../entry";
import { admission } from "./admission";
import { auth } from "./auth";
import { aws } from "./aws";
import { capacity } from "./capacity";
import { cells } from "./cells";
import { clouds } from "./clouds";
import { components } from "./components";
import { config } from "./config";
import { convert } from "./convert";
import { demand } from "./demand";
import { environment } from "./environment";
import { existing } from "./existing";
import { features } from "./features";
import { gate } from "./gate";
import { images } from "./images";
import { kubernetesAdapter } from "./kubernetes-adapter";
import { kubernetesConfig } from "./kubernetes-config";
import { limits } from "./limits";
import { localAdapter } from "./local-adapter";
import { model } from "./model";
import { names } from "./names";
import { networks } from "./networks";
import { observability } from "./observability";
import { recovery } from "./recovery";
import { regions } from "./regions";
import { resolve } from "./resolve";
import { routing } from "./routing";
import { server } from "./server";
import { service } from "./service";
import { stackFile } from "./stack-file";
import { tables } from "./tables";
import { traffic } from "./traffic";

/** What each code means: of every fault that a config, a program or an environment can have. */
export const entries: Entries = {
    ...admission,
    ...auth,
    ...aws,
    ...capacity,
    ...cells,
    ...clouds,
    ...components,
    ...config,
    ...convert,
    ...demand,
    ...environment,
    ...existing,
    ...features,
    ...gate,
    ...images,
    ...kubernetesAdapter,
    ...kubernetesConfig,
    ...limits,
    ...localAdapter,
    ...model,
    ...names,
    ...networks,
    ...observability,
    ...recovery,
    ...regions,
    ...resolve,
    ...routing,
    ...server,
    ...service,
    ...stackFile,
    ...tables,
    ...traffic,
};
