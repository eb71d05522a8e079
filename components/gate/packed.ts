import { gzipSync } from "node:zlib";

/**
 * A gate's configuration for a platform that passes it as a variable and limits the size of a container's definition, as ECS does to 64 KiB
 * (docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html): three models' gate is 172 KiB, and 20 like this.
 */
export function packed(configuration: string): string {
    const compressed = gzipSync(configuration, { level: 9 });
    // The system that it was made on (RFC 1952 §2.3.1): unknown, so that it is the same on all.
    compressed[9] = 255;
    return compressed.toString("base64");
}

/**
 * Unpacks the variable and replaces itself with Envoy. Envoy reads it as a file from a descriptor, since the container has no place to write
 * to, and an argument may be 128 KiB long at most (execve(2)). Needs an image with Envoy, `base64`, `gunzip` and a `sh` that passes
 * here-documents through a pipe, such as dash or BusyBox: Bash writes long ones to a file.
 */
export function gateCommand(
    variable: string,
    envoy = "/usr/local/bin/envoy --log-level warn",
): readonly [string, string, string] {
    return [
        "/bin/sh",
        "-c",
        [
            `exec ${envoy} --config-path /dev/fd/3 3<<CONFIGURATION`,
            `$(printf %s "$${variable}" | base64 -d | gunzip)`,
            "CONFIGURATION",
        ].join("\n"),
    ];
}
