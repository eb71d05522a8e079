import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

import { Refused } from "../fetch/failure";

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** Bytes that sealing adds to an object. */
export const sealBytes = nonceBytes + tagBytes;

/**
 * What the objects of one copy are encrypted by: a key of the copy alone, from that of the cell's store. An object is bound to its place in the copy,
 * so that no other can stand there.
 */
export class Seal {
    private readonly content: Buffer;
    private readonly manifest: Buffer;

    constructor(
        key: string,
        private readonly copy: string,
    ) {
        const derived = (purpose: string) =>
            Buffer.from(hkdfSync("sha256", key, copy, `meridian backup ${purpose}`, 32));
        this.content = derived("objects");
        this.manifest = derived("manifest");
    }

    /** NIST SP 800-38D: with random nonces a key may seal 2^32 objects. */
    close(name: string, content: Uint8Array): Buffer {
        const nonce = randomBytes(nonceBytes);
        const cipher = createCipheriv(algorithm, this.content, nonce).setAAD(this.placeOf(name));
        return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
    }

    /** Throws `Refused` where it was sealed by another key, for another place, or is not as it was. */
    open(name: string, sealed: Uint8Array): Buffer {
        try {
            const decipher = createDecipheriv(algorithm, this.content, sealed.subarray(0, nonceBytes));
            decipher.setAAD(this.placeOf(name)).setAuthTag(sealed.subarray(-tagBytes));
            return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
        } catch {
            throw new Refused(`object ${name} of copy ${this.copy} can't be decrypted`, otherKey);
        }
    }

    /** A code by which a manifest is known to be this program's. */
    codeOf(manifest: string): string {
        return createHmac("sha256", this.manifest).update(manifest).digest("hex");
    }

    hasCode(manifest: string, code: string): boolean {
        const [found, wanted] = [Buffer.from(code, "hex"), Buffer.from(this.codeOf(manifest), "hex")];
        return found.length === wanted.length && timingSafeEqual(found, wanted);
    }

    private placeOf(name: string): Buffer {
        return Buffer.from(`${this.copy}/${name}`);
    }
}

/** What to do about a copy of another key. */
export const otherKey = "set the key of kubernetes.store to that with which the copy was made, or restore another copy";
