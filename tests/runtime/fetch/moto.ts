import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";

import { Emulator } from "../../support/emulators/emulator";
import { pythonEmulators } from "../../support/emulators/install";
import { freePort } from "../../support/free-port";

export interface Keys {
    readonly id: string;
    readonly secret: string;
    /** Of a role that was assumed. */
    readonly token?: string;
}

const version = "2010-05-08";

/**
 * moto's servers of S3, IAM and STS. Once it is strict, it computes each request's signature with botocore and evaluates the policies of who
 * signed. It proves nothing of KMS, of bucket policies and of VPC endpoints, and takes any web identity's token.
 */
export class Moto {
    private constructor(
        private readonly emulator: Emulator,
        readonly port: number,
    ) {}

    static async start(): Promise<Moto> {
        const port = await freePort();
        const lib = await pythonEmulators();
        const args = ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)];
        const env = { PYTHONPATH: lib, PYTHONDONTWRITEBYTECODE: "1" };
        return new Moto(await Emulator.start({ program: "python3", args, env, port }), port);
    }

    get url(): string {
        return `http://127.0.0.1:${this.port}`;
    }

    async bucket(name: string): Promise<void> {
        await this.ask(`/${name}`, { method: "PUT" });
    }

    async put(bucket: string, key: string, content: Buffer): Promise<void> {
        await this.bucket(bucket);
        const path = key.split("/").map(encodeURIComponent).join("/");
        // Not by a URL, which takes `..` out of the key.
        const put = request({ port: this.port, method: "PUT", path: `/${bucket}/${path}` }).end(content);
        const [response] = (await once(put, "response")) as [IncomingMessage];
        response.resume();
        assert.equal(response.statusCode, 200);
    }

    /** A user with the right to do this to those objects. */
    async user(name: string, action: string, resource: string): Promise<Keys> {
        await this.iam({ Action: "CreateUser", UserName: name });
        const policy = {
            UserName: name,
            PolicyName: "p",
            PolicyDocument: policyOf({ Action: action, Resource: resource }),
        };
        await this.iam({ Action: "PutUserPolicy", ...policy });
        const text = await this.iam({ Action: "CreateAccessKey", UserName: name });
        return { id: inside(text, "AccessKeyId"), secret: inside(text, "SecretAccessKey") };
    }

    /** The ARN of a role that may read those objects. */
    async role(name: string, resource: string): Promise<string> {
        const trust = policyOf({ Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated: "*" } });
        const text = await this.iam({ Action: "CreateRole", RoleName: name, AssumeRolePolicyDocument: trust });
        const policy = policyOf({ Action: "s3:GetObject", Resource: resource });
        await this.iam({ Action: "PutRolePolicy", RoleName: name, PolicyName: "p", PolicyDocument: policy });
        return inside(text, "Arn");
    }

    async assume(role: string): Promise<Keys> {
        const form = { Action: "AssumeRole", Version: "2011-06-15", RoleArn: role, RoleSessionName: "task" };
        const text = await this.form("sts", form);
        return {
            id: inside(text, "AccessKeyId"),
            secret: inside(text, "SecretAccessKey"),
            token: inside(text, "SessionToken"),
        };
    }

    /** After so many more requests, none passes without a right signature and a policy that allows it. */
    async strict(after = 0): Promise<void> {
        await this.ask("/moto-api/reset-auth", { method: "POST", body: String(after) });
    }

    stop(): Promise<void> {
        return this.emulator.stop();
    }

    private iam(form: Readonly<Record<string, string>>): Promise<string> {
        return this.form("iam", { Version: version, ...form });
    }

    private form(service: string, form: Readonly<Record<string, string>>): Promise<string> {
        // The service of a request is in the scope of its signature; while it is not strict, nothing else of that is read.
        const authorization = `AWS4-HMAC-SHA256 Credential=x/20200101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;
        return this.ask("/", { method: "POST", body: new URLSearchParams(form), headers: { authorization } });
    }

    private async ask(path: string, init: RequestInit): Promise<string> {
        const response = await fetch(`${this.url}${path}`, init);
        const text = await response.text();
        assert.ok(response.ok, `${path}: ${response.status} ${text}`);
        return text;
    }
}

function policyOf(statement: object): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

function inside(text: string, tag: string): string {
    const [, found] = new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(text) ?? [];
    assert.ok(found !== undefined, `no ${tag} in ${text}`);
    return found;
}
