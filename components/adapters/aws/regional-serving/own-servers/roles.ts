import * as pulumi from "@pulumi/pulumi";

import { ecrImage } from "../../ecr";
import type { AwsLandingZone } from "../../landing-zone";
import type { MadeRole } from "../../role";
import { decrypting, ecsTasks, pulling, readingReleases, readingSecrets, roleMaker, writing } from "../roles";

/** The roles of the tasks of one release with a custom server: foreign code, which has the rights of no other release. */
export interface OwnRoles {
    /** What starts tasks: gets their images and secrets, keeps what they say. */
    readonly start: MadeRole;
    /** What every container of a task may do: read the release. */
    readonly task: MadeRole;
}

export function makeOwnRoles(
    name: string,
    made: {
        readonly images: readonly pulumi.Output<string>[];
        readonly object: pulumi.Output<string>;
        readonly secret: pulumi.Output<string> | undefined;
    },
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): OwnRoles {
    const { account, serverLogs } = landing;
    const role = roleMaker(name, landing, opts);
    const repositories = pulumi
        .all([pulumi.all([...made.images]), account.arn("ecr")])
        .apply(([images, ecr]) => [...new Set(images.flatMap(image => repositoryOf(image, ecr)))]);
    return {
        start: role(
            "own-start",
            ecsTasks,
            ...pulling(repositories),
            writing(serverLogs),
            ...(made.secret ? [decrypting("secretsmanager", landing), readingSecrets(made.secret)] : []),
        ),
        task: role("own", ecsTasks, decrypting("s3", landing), readingReleases(made.object)),
    };
}

/** ARN of the repository of an image; of other registries than AWS's, IAM knows nothing. */
export function repositoryOf(image: string, ecr: string): string[] {
    const found = ecrImage(image);
    return found === undefined ? [] : [`${ecr}:${found.region}:${found.account}:repository/${found.repository}`];
}
