import { type Fault, quoted } from "../../../plan/faults";
import { missingPackages } from "../../shared/missing-packages";

/** Optional peers of the package: only stacks with a store on this machine need them. */
const packages = ["@nats-io/transport-node", "@nats-io/obj"];

/** What is wrong where the engine's client is not installed. */
export function clientFaults(resolve?: (id: string) => unknown): Fault[] {
    const missing = missingPackages(packages, resolve);
    return missing.length === 0
        ? []
        : [
              {
                  code: "store/client-missing",
                  path: "store",
                  problem: `${missing.map(quoted).join(" and ")} ${missing.length === 1 ? "is" : "are"} not installed, which stores on this machine need`,
                  remedy: `run \`npm install ${missing.join(" ")}\``,
              },
          ];
}
