import { ecrImage } from "../../../ecr";
import type { ImageFacts } from "../rows/images";
import { sdk } from "../sdk";
import { type Session, settingsIn } from "../session";
import { orAbsent } from "./answer";

/** Whether ECR has an image. */
export async function imageFacts(image: string, session: Session): Promise<ImageFacts> {
    const parts = ecrImage(image);
    if (parts === undefined) return { image, isThere: undefined };
    const { DescribeImagesCommand, ECRClient } = sdk.ecr;
    const { account: registryId, digest: imageDigest, region, repository: repositoryName } = parts;
    const request = new DescribeImagesCommand({ registryId, repositoryName, imageIds: [{ imageDigest }] });
    const found = await orAbsent(
        () => new ECRClient(settingsIn(session, region)).send(request),
        ["ImageNotFoundException", "RepositoryNotFoundException"],
        undefined,
    );
    return { image, isThere: found !== undefined };
}
