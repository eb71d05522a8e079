import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type Fault, refuse } from "../../plan/faults";
import { type EcrImage, ecrImage } from "./ecr";

/**
 * The images that a program's tasks need, each looked up in its registry before a task definition names it: without one, ECS starts tasks in
 * vain until a service's update fails, after up to an hour. Fails with one message for all images of the program, in a preview, too. A
 * registry that gives no answer keeps no region from being updated.
 */
export class PushedImages {
    private found: pulumi.Output<readonly EcrImage[]>[] = [];
    /** By its name: several releases of a region run the same gate. */
    private readonly lookedUp = new Map<string, Promise<readonly EcrImage[]>>();
    private verdict: pulumi.Output<true> | undefined;

    /** The image, known once all images that the program names in the same turn are found. */
    require(image: pulumi.Output<string>, opts: pulumi.InvokeOptions): pulumi.Output<string> {
        this.found.push(image.apply(written => this.lookUp(written, opts)));
        this.verdict ??= this.ofThisTurn();
        return pulumi.all([image, this.verdict]).apply(([image]) => image);
    }

    private lookUp(image: string, opts: pulumi.InvokeOptions): Promise<readonly EcrImage[]> {
        const answer = this.lookedUp.get(image) ?? lookUp(image, opts);
        this.lookedUp.set(image, answer);
        return answer;
    }

    private ofThisTurn(): pulumi.Output<true> {
        const turn = new Promise<pulumi.Output<readonly EcrImage[]>[]>(resolve => {
            setImmediate(() => {
                resolve(this.found);
                this.found = [];
                this.verdict = undefined;
            });
        });
        return pulumi.output(turn).apply(found => {
            refuse(notPushed(found.flat()));
            return true as const;
        });
    }
}

/** The image, if its registry lacks it. */
async function lookUp(image: string, opts: pulumi.InvokeOptions): Promise<readonly EcrImage[]> {
    const parts = ecrImage(image);
    if (parts === undefined) return [];
    const { account: registryId, digest: imageDigest, region, repository: repositoryName } = parts;
    try {
        await aws.ecr.getImage({ region, registryId, repositoryName, imageDigest }, opts);
        return [];
    } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        if (absence.test(said)) return [parts];
        await pulumi.log.warn(`${image} can't be looked up, and is taken to be in its registry: ${said}`);
        return [];
    }
}

/**
 * What the provider reports of an image that is absent, in the same words with and without its repository
 * (hashicorp/terraform-provider-aws, internal/service/ecr/image_data_source.go), and what ECR itself does
 * (docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html).
 */
const absence = /couldn't find resource|returned no results|(Image|Repository)NotFoundException/;

/** One fault for each registry. */
export function notPushed(missing: readonly EcrImage[]): Fault[] {
    return [...new Set(missing.map(({ host }) => host))].sort().map(host => {
        const here = missing.filter(each => each.host === host);
        const images = unique(here.map(({ digest, repository }) => `${repository}@${digest}`));
        const repositories = unique(here.map(({ repository }) => repository));
        const paths = unique(here.map(({ repository }) => repository.split("/").slice(0, -1).join("/")));
        const targets = paths.map(path => `npx meridian images push --to ${path === "" ? host : `${host}/${path}`}`);
        return {
            code: "image/not-pushed",
            path: "aws.registry",
            value: host,
            problem: `registry ${host} does not have ${listOf("image", "images", images)}, which tasks of the stack run`,
            remedy: `create ${listOf("repository", "repositories", repositories)} where missing, log in, and push the images: \`${targets.join("`, `")}\`; copy images of your own, as by \`crane copy\``,
        };
    });
}

const unique = (texts: readonly string[]) => [...new Set(texts)].sort();

const listOf = (one: string, many: string, names: readonly string[]) =>
    `${names.length === 1 ? one : many} ${names.join(", ")}`;
