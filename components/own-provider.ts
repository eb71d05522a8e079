import type * as pulumi from "@pulumi/pulumi";

import type { Fault } from "./plan/faults";

/**
 * A provider that a program gives to a component which builds on landing zones or names: those have one already, by which their adapter
 * builds, so that another one would do nothing.
 */
export function ownProviderFaults({ provider, providers }: pulumi.ComponentResourceOptions): Fault[] {
    return provider === undefined && Object.keys(providers ?? {}).length === 0
        ? []
        : [
              {
                  code: "provider/of-another",
                  path: provider === undefined ? "opts.providers" : "opts.provider",
                  problem:
                      "the component has a provider of its own, expected none, as it uses those of its landing zones and DNS zone handle",
                  remedy: "pass the provider to the landing zones and the DNS zone handle, or to the Service that creates them",
              },
          ];
}
