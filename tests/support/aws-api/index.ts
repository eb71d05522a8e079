import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request to AWS as the SDK sends it. */
export interface ApiRequest {
    /** As in `ec2`, by the credential scope that it is signed for. */
    readonly service: string;
    readonly region: string;
    /** As in `DescribeVpcs`; of Route 53 the path. */
    readonly operation: string;
    /** Of a body in JSON its properties; of a form its fields; of Route 53 the query. */
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly accessKeyId: string;
}

/** An answer: a body in JSON or XML, or an error in the form of the service. */
export type ApiAnswer = { readonly body: object | string } | { readonly error: string; readonly status?: number };

export interface AwsApi {
    /** For `AWS_ENDPOINT_URL`. */
    readonly url: string;
    readonly requests: readonly ApiRequest[];
    close(): void;
}

/** What AWS answers to what, on this machine: the SDK is real, with its serialisation and its signatures. */
export async function awsApi(answer: (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>): Promise<AwsApi> {
    const requests: ApiRequest[] = [];
    const server = createServer((incoming, response) => {
        void (async () => {
            const request = parsed(incoming, await text(incoming));
            requests.push(request);
            const answered = await answer(request);
            const isJson = incoming.headers["x-amz-target"] !== undefined;
            response.setHeader("content-type", isJson ? "application/x-amz-json-1.1" : "text/xml");
            if ("error" in answered) {
                response.statusCode = answered.status ?? 400;
                response.end(isJson ? errorInJson(answered.error) : errorInXml(answered.error, request.service));
            } else {
                response.end(typeof answered.body === "string" ? answered.body : JSON.stringify(answered.body));
            }
        })();
    });
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        requests,
        close: () => {
            server.closeAllConnections();
            server.close();
        },
    };
}

function parsed({ headers, url = "/" }: IncomingMessage, body: string): ApiRequest {
    const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
    const [, accessKeyId = "", region = "", service = ""] = scope;
    const target = headers["x-amz-target"];
    const { pathname, searchParams } = new URL(url, "http://aws");
    if (typeof target === "string") {
        const parameters = JSON.parse(body) as Record<string, unknown>;
        return { service, region, accessKeyId, operation: target.split(".").at(-1)!, parameters };
    }
    const fields = Object.fromEntries(service === "route53" ? searchParams : new URLSearchParams(body));
    return { service, region, accessKeyId, operation: fields.Action ?? pathname, parameters: fields };
}

const message = (code: string) => `${code} of a test`;

const errorInJson = (code: string) => JSON.stringify({ __type: code, message: message(code) });

const errorInXml = (code: string, service: string) =>
    service === "ec2"
        ? `<Response><Errors><Error><Code>${code}</Code><Message>${message(code)}</Message></Error></Errors><RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>`
        : `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message(code)}</Message></Error><RequestId>42d59b56-7407-4c4a-be0f-4c88daeea257</RequestId></ErrorResponse>`;
