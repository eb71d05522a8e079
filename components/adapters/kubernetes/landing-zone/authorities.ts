import * as k8s from "@pulumi/kubernetes";

import { unnamedOf } from "../objects";
import type { LandingScope } from "./scope";

/** The file of authorities in their ConfigMap. */
export const authoritiesFile = "authorities.pem";

/** The authorities of where releases are downloaded from, where they are not public ones. */
export function makeAuthorities(scope: LandingScope) {
    const { name, opts, settings } = scope;
    return settings.authorities === undefined
        ? undefined
        : new k8s.core.v1.ConfigMap(
              `${name}-authorities`,
              { metadata: unnamedOf("authorities", scope), data: { [authoritiesFile]: settings.authorities } },
              opts,
          ).metadata.name;
}
