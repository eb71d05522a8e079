import { statSync } from "node:fs";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import type { Config } from "../../../plan/config/config";
import { pathOf } from "../../../plan/config/paths";
import { type Fault, quoted } from "../../../plan/faults";
import { splitRef } from "../../../plan/places/catalogue";
import { runsIn } from "../../../plan/serving/model-cells";
import { pathIn } from "../../../plan/serving/release-file";

/** A file of the project; undefined under mocks, where there is none: an engine names its directory by an absolute path. */
export function projectFile(file: string): string | undefined {
    const root = pulumi.runtime.getRootDirectory();
    return path.isAbsolute(root) ? path.resolve(root, file) : undefined;
}

/** Releases whose files are to be copied from here to AWS, and are not here: the engine would say so of the first one only, by its object. */
export function missingFiles({ cells, models }: Pick<Config, "cells" | "models">): Fault[] {
    const here = cells.filter(hasAws);
    return models.flatMap(({ releases, ...model }, i) =>
        (here.some(({ name }) => runsIn(model, name)) ? Object.entries(releases) : []).flatMap(
            ([version, { artifact }]): Fault[] => {
                const written = pathIn(artifact);
                const file = written === undefined ? undefined : projectFile(written);
                return file === undefined || isFile(file)
                    ? []
                    : [
                          {
                              code: "aws/no-such-file",
                              path: pathOf(["models", i, "releases", version, "artifact"]),
                              value: artifact,
                              problem: `artifact ${quoted(artifact)} of release ${quoted(version)} of model ${quoted(model.name)} is missing: there is no file ${file}`,
                              remedy: "put the file there before an update, or name the object in a bucket: s3://<bucket>/<key>",
                          },
                      ];
            },
        ),
    );
}

/** Whether a cell has a region on AWS. */
export function hasAws({ regions }: Config["cells"][number]): boolean {
    return regions.some(region => splitRef(region).cloud === "aws");
}

function isFile(file: string): boolean {
    return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
