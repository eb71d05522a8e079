import type { Kind } from "../kind";
import { digits, last, member, own, text, underKey } from "./forms";
import { numberOf } from "./where";

const ofBucket = { bucket: "gcp:storage/bucket:Bucket" };

/** Buckets, what is in them, and what copies it. */
export const objects: Readonly<Record<string, Kind>> = {
    "gcp:storage/bucket:Bucket": {
        id: ({ inputs }) => text(inputs.name),
        outputs: {
            projectNumber: ({ account }) => Number(numberOf(account)),
            selfLink: ({ id }) => `https://www.googleapis.com/storage/v1/b/${id}`,
            url: ({ id }) => `gs://${id}`,
        },
        required: ["location"],
        fixed: ["name", "customPlacementConfig", "enableObjectRetention", "hierarchicalNamespace"],
        name: {
            property: "name",
            pattern: /^(?!goog)(?!.*google)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/,
            auto: 255,
            everywhere: true,
        },
        // Whatever was in use has something in it, if only old versions.
        guard: { property: "forceDestroy", while: false },
        refuses: underKey("gs-project-accounts"),
    },
    "gcp:storage/bucketIAMMember:BucketIAMMember": member("bucket", {
        global: true,
        id: ({ inputs }) => `b/${["bucket", "role", "member"].map(each => text(inputs[each])).join("/")}`,
        parents: ofBucket,
    }),
    "gcp:storage/bucketObject:BucketObject": {
        global: true,
        id: ({ inputs }) => `${text(inputs.bucket)}-${text(inputs.name)}`,
        outputs: {
            outputName: ({ inputs }) => inputs.name,
            md5hash: ({ hex }) => hex(32),
            generation: digits,
            mediaLink: ({ inputs }) =>
                `https://storage.googleapis.com/download/storage/v1/b/${text(inputs.bucket)}/o/${encodeURIComponent(text(inputs.name))}`,
            selfLink: ({ inputs }) =>
                `https://www.googleapis.com/storage/v1/b/${text(inputs.bucket)}/o/${encodeURIComponent(text(inputs.name))}`,
        },
        required: ["bucket"],
        fixed: ["bucket", "name"],
        name: { property: "name", pattern: /^[^\r\n]{1,1024}$/, auto: 255, byId: true },
        parents: ofBucket,
    },
    "gcp:storage/notification:Notification": {
        global: true,
        id: making => `${text(making.inputs.bucket)}/notificationConfigs/${digits(making)}`,
        outputs: { notificationId: ({ id }) => last(id), selfLink: own },
        required: ["bucket", "payloadFormat", "topic"],
        fixed: ["bucket", "payloadFormat", "topic", "customAttributes", "eventTypes", "objectNamePrefix"],
        parents: ofBucket,
    },
    "gcp:storage/transferJob:TransferJob": {
        global: true,
        id: making => `${making.account}/${text(making.inputs.name).replace("transferJobs/", "") || digits(making)}`,
        outputs: { name: ({ id }) => `transferJobs/${last(id)}` },
        required: ["description"],
        fixed: ["name"],
        parents: {
            "transferSpec.gcsDataSink.bucketName": ofBucket.bucket,
            "replicationSpec.gcsDataSink.bucketName": ofBucket.bucket,
        },
    },
};
