import type { Entries } from "../entry";

/** Digests: of the images of the runtime, and of releases. */
export const images: Entries = {
    "image/not-pinned": {
        cause: "A program passes an image to an adapter without a digest, or passes none. A tag can move, so regions could run different bytes.",
        example: `const cloud = aws({
    images: {
        gate: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/gate:latest",
        server: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/runtime:latest",
        fetch: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/fetch:latest",
    },
});`,
        remedy: "Name each image as `<registry>/<repository>@sha256:<digest>`. `crane digest <image>` prints the digest.",
    },
    "image/placeholder": {
        cause: "The digest of an image is made up: most of its digits repeat a pattern, which digests of real images do not.",
        example: `aws:
  images:
    gate: registry.example.com/gate@sha256:0000000000000000000000000000000000000000000000000000000000000001`,
        remedy: "Write the digest that `crane digest <image>` prints. Or remove the image, and set `registry` to where `meridian images push` has pushed the images of the runtime.",
    },
    "image/registry-missing": {
        cause: "The settings of a cloud name neither a registry with the images of the runtime nor each image by itself, so regions have nothing to run.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
aws: {} # without registry`,
        remedy: "Set `registry` to the registry that `meridian images push` pushes to, or set each image under `images`.",
    },
    "image/not-locked": {
        cause: "The settings of a cloud name a registry, and `meridian.lock.json` has no digests of images that are needed from it.",
        example: `# meridian.lock.json has no images
aws:
  registry: "{account}.dkr.ecr.{region}.amazonaws.com/meridian"`,
        remedy: "Run `meridian images push --to <registry>`, and commit `meridian.lock.json`.",
    },
    "image/not-pushed": {
        cause: "A registry on AWS does not have an image that tasks of the stack run. ECS would try to start them until the update fails. The update looks up all images first, in a preview too.",
        example: `# the repository of meridian/gate in eu-west-1 is empty
aws:
  registry: "{account}.dkr.ecr.{region}.amazonaws.com/meridian"`,
        remedy: "Create the repositories, log in, and run `meridian images push --to <registry>` for the registry of each region. `meridian images check` looks up the same images without an update. Replication copies only images that are pushed after the first update.",
    },
    "image/locked-placeholder": {
        cause: "`meridian.lock.json` has made-up digests of images: most of their digits repeat a pattern, which digests of real images do not.",
        example: `# meridian.lock.json: { "images": { "gate": "sha256:0000…0001" } }
aws:
  registry: "{account}.dkr.ecr.{region}.amazonaws.com/meridian"`,
        remedy: "Run `meridian images push --to <registry>`, and commit `meridian.lock.json`.",
    },
    "release/digest-missing": {
        cause: "A release has no digest in the config or in `meridian.lock.json`. Without one, regions could serve different bytes.",
        example: `# meridian.lock.json does not have release 1.0.0
models:
  - name: screening
    releases:
      "1.0.0": { artifact: "file:models/1.onnx" }`,
        remedy: "Run `meridian resolve`, and commit `meridian.lock.json`.",
    },
    "release/digest-placeholder": {
        cause: "The digest of a release or of its baseline is made up: most of its digits repeat a pattern, which digests of real files do not. Files of the project are not affected, because they are compared with their digest before an update.",
        example: `models:
  - name: screening
    releases:
      "1.0.0":
        artifact: https://models.example.com/1.onnx
        digest: sha256:0000000000000000000000000000000000000000000000000000000000000001`,
        remedy: "Remove the digest, run `meridian resolve`, and commit `meridian.lock.json`. For a baseline, write the digest that `sha256sum` prints.",
    },
    "lock/other-artifact": {
        cause: "`meridian.lock.json` has the release with another artifact than the config. The digest there belongs to the other file.",
        example: `# meridian.lock.json has release 1.0.0 from s3://models/old.onnx
models:
  - name: screening
    releases:
      "1.0.0": { artifact: "s3://models/new.onnx" }`,
        remedy: "Run `meridian resolve`, and commit `meridian.lock.json`. A changed file should be a new release.",
    },
    "lock/other-digest": {
        cause: "The config and `meridian.lock.json` have different digests of a release.",
        example: `# meridian.lock.json has release 1.0.0 with another digest
models:
  - name: screening
    releases:
      "1.0.0":
        artifact: file:models/1.onnx
        digest: sha256:0eb8b6b0cb9a0572f155e36e6f3cf92ae6da7e1c0c8f05d1f93c28460b248f83`,
        remedy: "Correct or remove the digest in the config. If the file has changed, run `meridian resolve`, and commit `meridian.lock.json`.",
    },
};
