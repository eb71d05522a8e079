"""What the server knows of itself, in Prometheus's terms: the names of runtime/model-server, and `process_*`."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics, generate_latest

disable_created_metrics()

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    def __init__(self, release):
        self.release = release
        self.labels = {"model": release.name, "version": release.version}
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.inferences = Counter(
            "meridian_inferences", "Requests for an inference, by the status of the answer.", ["status"], registry=self.registry
        )
        self.durations = Histogram(
            "meridian_inference_duration_seconds",
            "Time from the head of a request for an inference to its answer, of those that were answered with 200.",
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.loaded = Gauge(
            "meridian_release_loaded",
            "1 where the artifact of this digest is loaded and takes requests; else 0, by the release's own digest.",
            ["digest"],
            registry=self.registry,
        )
        matches = Gauge(
            "meridian_release_artifact_matches",
            "1 where the artifact's file has the release's digest, 0 where it has another or is missing.",
            registry=self.registry,
        )
        matches.set_function(lambda: 0 if release.corrupt else 1)

    def count(self, status, seconds):
        self.inferences.labels(status).inc()
        if status == 200:
            self.durations.observe(seconds)

    def text(self):
        model, is_ready = self.release.model, self.release.unready is None
        self.loaded.clear()
        self.loaded.labels(model.digest if is_ready else self.release.digest).set(1 if is_ready else 0)
        return generate_latest(self).decode()

    def collect(self):
        """Every sample with the release that it is of."""
        for family in self.registry.collect():
            family.samples = [sample._replace(labels={**self.labels, **sample.labels}) for sample in family.samples]
            yield family
