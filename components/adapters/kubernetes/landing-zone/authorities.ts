import * as k8s from "@pulumi/kubernetes";

import type { LandingScope } from "./scope";

/** The file of authorities in their ConfigMap. */
export const authoritiesFile = "authorities.pem";

/** The authorities of where releases are downloaded from, where they are not public ones. */
export function makeAuthorities({ name, namespace, opts, settings }: LandingScope) {
    return settings.authorities === undefined
        ? undefined
        : new k8s.core.v1.ConfigMap(
              `${name}-authorities`,
              { metadata: { namespace }, data: { [authoritiesFile]: settings.authorities } },
              opts,
          ).metadata.name;
}
