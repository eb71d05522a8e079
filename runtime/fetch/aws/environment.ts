import { resolve } from "node:path";

import type { VariableOf } from "../../../components/plan/serving/programs";
import { matching, type Variable, type VariableReader } from "../../variables";
import { endpoint, hidden, ofPlatform } from "../endpoints";

/** What the vendor's own tools read, too; ECS and EKS set the variables of containers and of web identities. */
export interface AwsSettings {
    readonly region?: string;
    readonly keys?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
    readonly webIdentity?: { readonly roleArn: string; readonly tokenFile: string; readonly sessionName: string };
    readonly container?: { readonly url: URL; readonly token?: string; readonly tokenFile?: string };
    /** The instance's metadata service; none where it is disabled. */
    readonly metadata?: URL;
    readonly s3?: URL;
    readonly sts?: URL;
}

type Reader = VariableReader<VariableOf<"fetch">>;

const region = <Name extends string>(name: Name): Variable<string, Name> => ({
    name,
    parse: matching(/^[a-z]{2}(-[a-z0-9]+)+$/),
    allowed: "a region of AWS, as in eu-west-1",
    remedy: "set it to the region of the bucket",
});
const secret = <Name extends string>(name: Name, remedy: string): Variable<string, Name> => ({
    name,
    parse: matching(/^[\x21-\x7e]+$/),
    allowed: "printable ASCII without spaces",
    remedy,
    shown: hidden,
});
const file = <Name extends string>(name: Name): Variable<string, Name> => ({
    name,
    parse: text => resolve(text),
    allowed: "a path",
    remedy: "unset it, or set it to the file of a token",
});

const ACCESS_KEY_ID = secret("AWS_ACCESS_KEY_ID", "set it together with AWS_SECRET_ACCESS_KEY, or neither");
const SECRET_ACCESS_KEY = secret("AWS_SECRET_ACCESS_KEY", "set it together with AWS_ACCESS_KEY_ID, or neither");
const SESSION_TOKEN = secret("AWS_SESSION_TOKEN", "unset it, or set it to the token of temporary credentials");
const ROLE_ARN: Variable<string, "AWS_ROLE_ARN"> = {
    name: "AWS_ROLE_ARN",
    parse: matching(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/),
    allowed: "the ARN of a role",
    remedy: "set it together with AWS_WEB_IDENTITY_TOKEN_FILE, or neither",
};
const TOKEN_FILE = {
    ...file("AWS_WEB_IDENTITY_TOKEN_FILE"),
    remedy: "set it together with AWS_ROLE_ARN, or neither",
};
const SESSION_NAME: Variable<string, "AWS_ROLE_SESSION_NAME"> = {
    name: "AWS_ROLE_SESSION_NAME",
    parse: matching(/^[\w+=,.@-]{2,64}$/),
    allowed: "2 to 64 letters, digits, and _+=,.@-",
    remedy: "unset it for meridian-fetch",
};
const RELATIVE_URI: Variable<string, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"> = {
    name: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    parse: matching(/^\/[\x21-\x7e]*$/),
    allowed: "a path",
    remedy: "leave it to ECS",
    shown: hidden,
};
const METADATA_DISABLED: Variable<boolean, "AWS_EC2_METADATA_DISABLED"> = {
    name: "AWS_EC2_METADATA_DISABLED",
    parse: text => ({ true: true, false: false })[text.toLowerCase()],
    allowed: "true, false",
    remedy: "unset it, or set it to true",
};

/** Fixed by ECS (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html) and by EC2. */
const ecs = new URL("http://169.254.170.2");
const imds = new URL("http://169.254.169.254");

export function readAws(read: Reader): AwsSettings {
    const regions = [read.optional(region("AWS_REGION")), read.optional(region("AWS_DEFAULT_REGION"))];
    const [relative, full] = [
        read.optional(RELATIVE_URI),
        read.optional(ofPlatform("AWS_CONTAINER_CREDENTIALS_FULL_URI")),
    ];
    const containerToken = read.optional(secret("AWS_CONTAINER_AUTHORIZATION_TOKEN", "unset it"));
    const containerTokenFile = read.optional(file("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"));
    const containerUrl = relative === undefined ? full : new URL(relative, ecs);
    const sessionToken = read.optional(SESSION_TOKEN);
    const keys = read.both(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
    const identity = read.both(ROLE_ARN, TOKEN_FILE);
    const sessionName = read.optional(SESSION_NAME) ?? "meridian-fetch";
    const disabled = read.optional(METADATA_DISABLED) ?? false;
    const metadata = read.optional(ofPlatform("AWS_EC2_METADATA_SERVICE_ENDPOINT")) ?? imds;
    const any = read.optional(endpoint("AWS_ENDPOINT_URL"));
    return {
        region: regions[0] ?? regions[1],
        keys: keys && { accessKeyId: keys[0], secretAccessKey: keys[1], sessionToken },
        webIdentity: identity && { roleArn: identity[0], tokenFile: identity[1], sessionName },
        container: containerUrl && { url: containerUrl, token: containerToken, tokenFile: containerTokenFile },
        metadata: disabled ? undefined : metadata,
        s3: read.optional(endpoint("AWS_ENDPOINT_URL_S3")) ?? any,
        sts: read.optional(endpoint("AWS_ENDPOINT_URL_STS")) ?? any,
    };
}
