import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { debianPackage, editions, type DebianName } from "../pins/debian-packages";
import { committed, committedLicense, type DebianPin } from "../pins/pins";
import type { Content, Entry, Layer, Making, Package } from "./content";
import { text } from "./content";

/** A layer of packages of Debian. */
export const debian = (name: string, packages: readonly DebianName[], links: readonly Entry[] = []): Layer => ({
    name,
    make: making => {
        const content = debianContent(packages, making);
        return { ...content, entries: [...content.entries, ...links] };
    },
});

export function debianContent(names: readonly DebianName[], making: Making): Content {
    const found = names.map(name => contentOf(name, making));
    return { entries: found.flatMap(({ entries }) => entries), packages: found.flatMap(({ packages }) => packages) };
}

function contentOf(name: DebianName, { architecture, pins }: Making): Content {
    const edition = editions(name, architecture);
    const pin = pins.debian.packages[name][edition];
    if (pin === undefined)
        throw new Error(`pins have no ${name} for ${edition}; run \`npm run images -- --update-pins\``);
    const files = Object.entries(pin.files).map(([path, sha256]): Entry => {
        const data = readFileSync(committed(edition, path));
        const found = createHash("sha256").update(data).digest("hex");
        if (found !== sha256) {
            throw new Error(
                `${committed(edition, path)} has the digest ${found}, pinned is ${sha256}; restore it with \`git checkout -- tools/images\``,
            );
        }
        return path.startsWith("etc/") ? { path, data } : { path, data, executable: true };
    });
    return {
        entries: [...files, { path: `var/lib/dpkg/status.d/${name}`, data: stanza(name, edition, pin) }],
        packages: [packageOf(name, edition, pin, pins.debian.number)],
    };
}

function packageOf(name: DebianName, edition: string, pin: DebianPin, number: string): Package {
    const version = encodeURIComponent(pin.version);
    return {
        name,
        version: pin.version,
        license: debianPackage(name).license,
        purl: `pkg:deb/debian/${encodeURIComponent(name)}@${version}?arch=${edition}&distro=debian-${number}`,
        checksum: { algorithm: "SHA256", value: pin.sha256 },
        source: pin.source,
        text: readFileSync(committedLicense(name)),
    };
}

/** The record of an installed package in a system without a package manager, where scanners look for it. */
const stanza = (name: string, edition: string, { version, source }: DebianPin) =>
    text([
        `Package: ${name}`,
        "Status: install ok installed",
        `Architecture: ${edition}`,
        `Source: ${source}`,
        `Version: ${version}`,
    ]);
