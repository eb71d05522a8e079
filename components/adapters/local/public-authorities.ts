import { existsSync } from "node:fs";

import type { Config } from "../../plan/config/config";
import type { Fault } from "../../plan/faults";
import type { AuthPlan } from "../../plan/serving/auth";
import { hasCellsHere } from "./claims";

/** Files of the public certificate authorities: Debian and Alpine, Fedora, macOS. */
const bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

type Exists = (file: string) => boolean;

/** The file of the public certificate authorities, where this machine has one. */
export function publicAuthorities(exists: Exists = existsSync): string | undefined {
    return bundles.find(exists);
}

/** Faults where gates fetch an issuer's keys from a host whose certificate they can not check. */
export function publicAuthorityFaults({ cells, routing }: Pick<Config, "cells" | "routing">, exists?: Exists): Fault[] {
    const here = cells.flatMap((cell, i) =>
        hasCellsHere({ cells: [cell] }) ? [{ auth: cell.auth, at: `cells[${i}].auth` }] : [],
    );
    const usual = here.some(({ auth }) => auth === undefined) ? [{ auth: routing.auth, at: "routing.auth" }] : [];
    return [...usual, ...here].flatMap(({ auth, at }) => {
        const { jwksUri, jwksAuthorities } = auth?.jwt ?? {};
        return keysFaults(jwksUri, jwksAuthorities, `${at}.jwt.jwksAuthorities`, exists);
    });
}

/** The same of one region. */
export function regionAuthorityFaults({ jwt }: AuthPlan, exists?: Exists): Fault[] {
    return jwt?.keys.kind === "uri" ? keysFaults(jwt.keys.uri, jwt.keys.authorities, "auth.jwt.keys", exists) : [];
}

function keysFaults(
    uri: string | undefined,
    authorities: string | undefined,
    path: string,
    exists: Exists | undefined,
): Fault[] {
    return uri === undefined || authorities !== undefined || publicAuthorities(exists) !== undefined
        ? []
        : [
              {
                  code: "auth/no-public-authorities",
                  path,
                  problem: `the certificate of ${new URL(uri).hostname} can't be verified, as this machine has no public certificate authorities in ${bundles.join(", ")}`,
                  remedy: "set jwksAuthorities to the PEM of its certificate authorities, or install the system package ca-certificates",
              },
          ];
}
