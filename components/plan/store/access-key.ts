/** An access key of an S3-compatible store as one secret, `<id>:<secret>`: what the config holds, and what a program reads. */
export const accessKeyForm = /^([\x21-\x39\x3b-\x7e]+):([\x21-\x7e]+)$/;
