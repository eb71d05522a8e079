"""A model that is opened, and how it computes. Not to be used by two threads at once."""

from ai_edge_litert.interpreter import Interpreter

from signature import signature_of


class ModelRefusal(Exception):
    """Types and shapes fit, yet the model can't compute with these values."""


class ModelBroken(Exception):
    """The interpreter can't go on: only a new process helps."""


class Model:
    def __init__(self, content, digest, delegates):
        self.digest = digest
        # A machine runs one process per release: threads inside one run only add contention.
        self.interpreter = Interpreter(model_content=content, experimental_delegates=delegates or None, num_threads=1)
        self.interpreter.allocate_tensors()
        self.signature = signature_of(self.interpreter)
        self.shapes = self._shapes()
        self.initial = dict(self.shapes)

    def run(self, feeds, outputs):
        """Arrays by the names of outputs."""
        specs = {spec.name: spec for spec in self.signature.inputs}
        try:
            self._resize({specs[name].index: array.shape for name, array in feeds.items()})
            for name, array in feeds.items():
                self.interpreter.set_tensor(specs[name].index, array)
            self.interpreter.invoke()
            return {spec.name: self.interpreter.get_tensor(spec.index) for spec in outputs}
        except (RuntimeError, ValueError, MemoryError) as error:
            self._reset()
            raise ModelRefusal from error

    def _shapes(self):
        return {detail["index"]: tuple(detail["shape"].tolist()) for detail in self.interpreter.get_input_details()}

    def _resize(self, wanted):
        changed = {index: shape for index, shape in wanted.items() if shape != self.shapes[index]}
        if changed:
            for index, shape in changed.items():
                self.interpreter.resize_tensor_input(index, shape, strict=True)
            self.interpreter.allocate_tensors()
            self.shapes.update(changed)

    def _reset(self):
        """After a failure the interpreter has no tensors until it allocates them again."""
        try:
            for index, shape in self.initial.items():
                self.interpreter.resize_tensor_input(index, shape)
            self.interpreter.allocate_tensors()
            self.shapes = dict(self.initial)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise ModelBroken("the interpreter can't allocate its tensors any more") from error
