import type { Config } from "../../../components/plan/config/config";
import { parseConfig } from "../../../components/plan/plan";
import type { ConfigInput } from "../../support/arbitraries";
import { digestOfText } from "../../support/digest";

/** A valid config, new at each call, for tests that break one thing in it. */
export function screening() {
    return {
        service: "screening",
        domain: "screening.example",
        cells: [
            {
                name: "eu",
                jurisdictions: ["EU"],
                standards: ["gdpr"],
                dataClasses: ["health"],
                regions: ["local:eu-west", "local:eu-central"],
                primary: "local:eu-west",
                backup: "local:eu-north",
            },
            {
                name: "us",
                jurisdictions: ["US"],
                dataClasses: ["health"],
                regions: ["local:us-east", "local:us-west"],
                primary: "local:us-east",
                backup: "local:us-south",
            },
        ],
        models: [
            {
                name: "screening",
                releases: {
                    "1.0.0": { artifact: "file:1.onnx", digest: digest("1") },
                    "2.0.0": { artifact: "file:2.onnx", digest: digest("2") },
                },
                traffic: [
                    { version: "1.0.0", percent: 90 },
                    { version: "2.0.0", percent: 10 },
                ],
                stickyBy: "header:x-subject",
            },
        ],
    } satisfies ConfigInput;
}

/** The same, changed and then parsed, for what comes after parsing. */
export function parsed(change: (config: Config) => void = () => undefined): Config {
    const config = parseConfig(screening());
    change(config);
    return config;
}

/** A digest of a model file. */
export const digest = digestOfText;
