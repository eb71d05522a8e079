import { imageUser as user } from "../../image-contract";
import type { Layer } from "./content";
import { text } from "./content";
import { debianContent } from "./debian";

/** A folder that the user of images may write to, where a platform mounts a volume over it and gives it the same owner. */
export const volume = (path: string): Layer => ({
    name: `volume ${path}`,
    make: () => ({ entries: [{ path, mode: 0o755, owner: user }], packages: [] }),
});

/** What programs expect of any system: a user, how names are looked up, authorities, a place to mount over. */
export const system: Layer = {
    name: "system",
    make: making => {
        const { release, number } = making.pins.debian;
        const { entries, packages } = debianContent(["ca-certificates"], making);
        return {
            entries: [
                ...entries,
                {
                    path: "etc/passwd",
                    data: text([
                        "root:x:0:0:root:/root:/sbin/nologin",
                        `nonroot:x:${user}:${user}:nonroot:/nonexistent:/sbin/nologin`,
                    ]),
                },
                { path: "etc/group", data: text(["root:x:0:", `nonroot:x:${user}:`]) },
                { path: "etc/nsswitch.conf", data: text(["hosts: files dns"]) },
                // By which scanners of images know whose advisories hold for the packages of /var/lib/dpkg.
                {
                    path: "etc/os-release",
                    data: text([
                        `PRETTY_NAME="Meridian on Debian GNU/Linux ${number} (${release})"`,
                        'NAME="Debian GNU/Linux"',
                        `VERSION_ID="${number}"`,
                        `VERSION_CODENAME=${release}`,
                        "ID=debian",
                    ]),
                },
                // Programs here write nothing; others may, where a platform mounts something.
                { path: "tmp", mode: 0o1777 },
            ],
            packages,
        };
    },
};
