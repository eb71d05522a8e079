import * as pulumi from "@pulumi/pulumi";

import { awsUnderTest } from "../../contract/adapters/aws";
import { localUnderTest } from "../../contract/adapters/local";
import type { Inputs, Made } from "../../support/mocked-engine";
import { pinnedImage } from "../../support/images";

/** An image that is pinned, for each of those that a region of AWS runs. */
// In the registry of the account: of images elsewhere nothing is replicated.
const image = pinnedImage("image", "{account}.dkr.ecr.{region}.amazonaws.com");
export const images = { gate: image, server: image, fetch: image };

/** Takes the place of the engine, with providers of AWS and of this machine; keeps what is made. */
export async function mockClouds(): Promise<Made[]> {
    const made: Made[] = [];
    await pulumi.runtime.setMocks({
        call: ({ token, inputs }) => awsUnderTest.invoke(token, inputs as Inputs),
        newResource: ({ type, name, inputs, custom }) => {
            made.push({ type, name, inputs: inputs as Inputs });
            const adapter = type.startsWith("pulumi-nodejs:") ? localUnderTest : awsUnderTest;
            const found = custom === true ? adapter.outputs({ type, name, inputs: inputs as Inputs }) : {};
            return {
                id: typeof found.id === "string" ? found.id : name,
                state: { ...(inputs as object), ...found },
            };
        },
    });
    return made;
}
