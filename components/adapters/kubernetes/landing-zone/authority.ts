import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { makeIntermediate } from "../../../../runtime/certifier/certificates";
import { ownSecrets } from "../../../plan/clouds/names/kubernetes-secrets";
import { metadataOf } from "../objects";
import { stashed } from "../stashed";
import type { LandingScope } from "./scope";

/** The files of the region's authority in its Secret. */
export const authorityFiles = { certificate: "tls.crt", key: "tls.key", root: "root.crt" } as const;

/**
 * The authority of a place, signed by the cell's root: it may certify names of this place only (`region`), or the cell's name as well (`cell`),
 * where gates show clients a certificate of it.
 */
export function makeAuthority(scope: LandingScope, kind: "cell" | "region"): pulumi.Output<string> {
    const { cell, cellWide, host, name, opts } = scope;
    const names = kind === "cell" ? [cell.host] : [host];
    const made = stashed(
        `${host}-authority-${kind}`,
        cellWide.root.apply(root => makeIntermediate(root, `meridian region ${name}`.slice(0, 64), names)),
        opts.parent === undefined ? {} : { parent: opts.parent },
    );
    return new k8s.core.v1.Secret(
        `${name}-authority`,
        {
            metadata: metadataOf(ownSecrets.authority, scope),
            stringData: {
                [authorityFiles.certificate]: made.apply(({ certificate }) => certificate),
                [authorityFiles.key]: made.apply(({ key }) => key),
                [authorityFiles.root]: cellWide.root.apply(({ certificate }) => certificate),
            },
        },
        opts,
    ).metadata.name;
}
