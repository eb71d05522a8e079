import { PolicyPack } from "@pulumi/policy";

import { loadValidation, policies } from "./policies";

new PolicyPack("meridian", { policies: [...policies] });

// While the engine runs the program, which takes it longer: nobody waits for rules and facts then.
setTimeout(loadValidation, 100).unref();
