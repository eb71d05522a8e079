import type { BuiltImage } from "./build";
import type { Pins } from "./pins/pins";

const MEGABYTE = 1e6;

export const jsonOf = (layout: string, images: readonly BuiltImage[]) =>
    `${JSON.stringify({ layout, images }, null, 2)}\n`;

export function tableOf(layout: string, images: readonly BuiltImage[]): string {
    const rows = images.map(({ name, digest, platforms }) =>
        [
            name.padEnd(16),
            digest,
            ...platforms.map(({ architecture, bytes }) => `${architecture} ${(bytes / MEGABYTE).toFixed(1)} MB`),
        ].join("  "),
    );
    return [...rows, `layout: ${layout}`, ""].join("\n");
}

/** What an update of pins has changed, for the message of a commit. */
export function pinsText(before: Pins, after: Pins): string {
    const versions = (pins: Pins) => ({
        go: pins.go,
        node: pins.node.amd64.version,
        "onnxruntime-node": pins["onnxruntime-node"].version,
        ...Object.fromEntries(
            Object.entries(pins.debian.packages).flatMap(([name, editions]) =>
                Object.entries(editions).map(([edition, { version }]) => [`${name}:${edition}`, version]),
            ),
        ),
    });
    const old: Readonly<Record<string, string>> = versions(before);
    const changed = Object.entries(versions(after)).filter(([name, version]) => old[name] !== version);
    if (changed.length === 0) return "all pins are the newest\n";
    return changed.map(([name, version]) => `${name}: ${old[name] ?? "new"} → ${version}\n`).join("");
}
