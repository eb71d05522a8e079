import { hasWholeLife } from "./whole-life";

hasWholeLife("aws-one-region", ["aws:kms/key:Key", "aws:s3/bucket:Bucket"]);
