import type { Config } from "../../plan/config/config";
import { type Fault, quoted } from "../../plan/faults";
import { splitRef } from "../../plan/places/catalogue";
import { missingPackages } from "../shared/missing-packages";

/** Optional peers of the package, by which a program makes the authorities of its cells. */
const packages = ["@peculiar/x509", "reflect-metadata"];

/** What is wrong where what makes the authority of a region is not installed. */
export function packageFaults(resolve?: (id: string) => unknown): Fault[] {
    const missing = missingPackages(packages, resolve);
    return missing.length === 0
        ? []
        : [
              {
                  code: "kubernetes/package-missing",
                  path: "kubernetes",
                  problem: `${missing.map(quoted).join(" and ")} ${missing.length === 1 ? "is" : "are"} not installed, which cells in clusters without an issuer need`,
                  remedy: `run \`npm install ${missing.join(" ")}\``,
              },
          ];
}

/** Whether a config has regions that need it: no issuer is brought to them. */
export function hasOwnAuthorities({ cells }: Pick<Config, "cells">): boolean {
    return cells.some(({ existing, regions }) =>
        regions.some(region => splitRef(region).cloud === "kubernetes" && existing[region]?.authority === undefined),
    );
}
