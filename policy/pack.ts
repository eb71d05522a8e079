import { PolicyPack } from "@pulumi/policy";

import { loadValidation, policies } from "./policies";

new PolicyPack("meridian", { policies: [...policies] });

// While the engine runs the program, which takes longer: rules and facts then cause no delay.
setTimeout(loadValidation, 100).unref();
