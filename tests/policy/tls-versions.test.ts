import assert from "node:assert/strict";

import { modern, modernEdge } from "../../policy/facts/aws/words";

describe("security policies of AWS by their names", () => {
    it("have TLS 1.2 as their floor on CloudFront from TLSv1.2_2018 on", () => {
        // docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
        const older = ["SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016"];
        const newer = ["TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"];
        assert.deepEqual(
            [...older, ...newer].filter(name => modernEdge.test(name)),
            newer,
        );
    });

    it("have it on balancers where they name 1.2 or 1.3 as the oldest version", () => {
        // docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
        const older = [
            ...["2015-05", "2016-08", "TLS-1-0-2015-04", "TLS-1-1-2017-01", "FS-2018-06", "FS-1-1-2019-08"],
            ...["TLS13-1-0-2021-06", "TLS13-1-1-2021-06", "TLS13-1-0-FIPS-2023-04", "TLS13-1-1-FIPS-2023-04"],
        ];
        const newer = [
            ...["TLS-1-2-2017-01", "TLS-1-2-Ext-2018-06", "FS-1-2-2019-08", "FS-1-2-Res-2019-08"],
            ...["FS-1-2-Res-2020-10", "TLS13-1-2-2021-06", "TLS13-1-2-Res-2021-06", "TLS13-1-2-Ext1-2021-06"],
            ...["TLS13-1-2-Ext2-2021-06", "TLS13-1-2-FIPS-2023-04", "TLS13-1-3-2021-06", "TLS13-1-3-FIPS-2023-04"],
        ];
        assert.deepEqual(
            [...older, ...newer].filter(name => modern.test(`ELBSecurityPolicy-${name}`)),
            newer,
        );
    });
});
