import { createSign, generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";

/** An issuer of bearer tokens (RFC 7519), and what can be wrong with one. */
export class Issuer {
    private readonly keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };

    constructor(
        readonly name = "https://issuer.example",
        readonly keyId = "key-1",
    ) {
        this.keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
    }

    /** The public half, as issuers publish it (RFC 7517). */
    get jwks(): { keys: (JsonWebKey & { kty: "EC" })[] } {
        const key = this.keys.publicKey.export({ format: "jwk" }) as JsonWebKey & { kty: "EC" };
        return { keys: [{ ...key, kid: this.keyId, alg: "ES256", use: "sig" }] };
    }

    /** A token that is good for a minute, with what a test wants different; `undefined` leaves a claim out. */
    token(claims: Readonly<Record<string, unknown>> = {}, header: Readonly<Record<string, unknown>> = {}): string {
        const now = Math.floor(Date.now() / 1000);
        const payload = { iss: this.name, aud: "meridian", sub: "alice", iat: now, exp: now + 60, ...claims };
        const signed = [{ alg: "ES256", typ: "JWT", kid: this.keyId, ...header }, payload].map(encoded).join(".");
        const signature = createSign("SHA256")
            .update(signed)
            .sign({ key: this.keys.privateKey, dsaEncoding: "ieee-p1363" });
        return `${signed}.${signature.toString("base64url")}`;
    }

    /** With no signature, and a header that says so. */
    unsigned(): string {
        const [, payload] = this.token().split(".");
        return `${encoded({ alg: "none", typ: "JWT" })}.${payload!}.`;
    }
}

/** The token under another's claims: the signature no longer fits. */
export function tampered(token: string): string {
    const [header, payload, signature] = token.split(".") as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    return [header, encoded({ ...claims, sub: "mallory" }), signature].join(".");
}

function encoded(value: unknown): string {
    return Buffer.from(JSON.stringify(value)).toString("base64url");
}
