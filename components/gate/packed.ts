import { gzipSync } from "node:zlib";

/**
 * A gate's configuration for a platform that passes it as a variable and limits the size of a container's definition, as ECS does to 64 KiB
 * (docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html): two models' gate would fill that as it is; like this it is a
 * fifth of it.
 */
export function packed(configuration: string): string {
    const compressed = gzipSync(configuration, { level: 9 });
    // The system that it was made on (RFC 1952 §2.3.1): unknown, so that it is the same on all.
    compressed[9] = 255;
    return compressed.toString("base64");
}

/** Unpacks the variable and replaces itself with Envoy. Needs an image with `sh`, `base64`, `gunzip` and Envoy. */
export function gateCommand(variable: string): readonly [string, string, string] {
    return [
        "/bin/sh",
        "-c",
        `exec /usr/local/bin/envoy --log-level warn --config-yaml "$(printf %s "$${variable}" | base64 -d | gunzip)"`,
    ];
}
