import type { Config } from "../../plan/config/config";
import type { Fault } from "../../plan/faults";
import { splitRef } from "../../plan/places/catalogue";
import { missingPackages } from "../shared/missing-packages";

/** Optional peers of the package, by which a program makes the authorities of its cells. */
const packages = ["@peculiar/x509", "reflect-metadata"];

/** What is wrong where a region is in a cluster, and what makes its authority is not installed. */
export function packageFaults({ cells }: Pick<Config, "cells">, resolve?: (id: string) => unknown): Fault[] {
    const isHere = cells.some(({ regions }) => regions.some(region => splitRef(region).cloud === "kubernetes"));
    const missing = isHere ? missingPackages(packages, resolve) : [];
    return missing.length === 0
        ? []
        : [
              {
                  code: "kubernetes/package-missing",
                  path: "kubernetes",
                  allowed: `${packages.join(" and ")} installed beside the package`,
                  remedy: `run \`npm install ${missing.join(" ")}\``,
              },
          ];
}
