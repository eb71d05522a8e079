import type { LockedImages } from "../../components/plan/config/images";
import { emptyLock, type Lock } from "../../components/plan/config/lock";
import { columns } from "../columns";
import { shown } from "../files";
import { lockFile, readLock, writeLock } from "../lock-file";
import type { Project } from "../project";
import { styleFor } from "../style";

/** What the lock is before: a command that would write it reads it first, so that it changes nothing where the lock can't be read. */
export const lockBefore = (project: Project): Lock => readLock(project) ?? emptyLock;

/** Writes the digests of images to the lock, in which other images and releases stay. Returns all of its images. */
export function lockImages(project: Project, before: Lock, digests: LockedImages): LockedImages {
    const images = { ...before.images, ...digests };
    writeLock(project, { ...before, images });
    return images;
}

/** Prints the digests that were written. */
export function reportLocked(project: Project, digests: LockedImages): void {
    const { dim, good, strong } = styleFor(process.stdout);
    const [head = "", ...rows] = columns(["image", "digest"], Object.entries(digests));
    const file = shown(lockFile(project));
    process.stdout.write(`${[dim(head), ...rows].join("\n")}\n${strong(file)}: ${good("written")}\n`);
}
