// The guard on a student's code in real Pyodide: node guard_pyodide.mjs FOLDER_OF_PYODIDE running.py; prints JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, source] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide();
python.globals.set("source", readFileSync(source, "utf-8"));
console.log(python.runPython(`
import json, sys, time, types

# The npm package has no NumPy. Of it, and of what compares, the guard on time needs these names alone.
numpy, compare = types.ModuleType("numpy"), types.ModuleType("helpers.checking.compare")
numpy.random = types.SimpleNamespace(Generator=type("Generator", (), {}))
compare.NotYet, compare.called, compare.equal = type("NotYet", (Exception,), {}), str, lambda a, b: True
gradients = types.ModuleType("helpers.checking.gradients")
gradients.only_decides = types.SimpleNamespace(get=lambda: False)
structure = types.ModuleType("helpers.checking.structure")
structure.collected = lambda answer: list(answer) if isinstance(answer, types.GeneratorType) else answer
for name in ("helpers", "helpers.checking"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["helpers.checking.gradients"], sys.modules["helpers.checking.structure"] = gradients, structure
sys.modules["numpy"], sys.modules["helpers.checking.compare"] = numpy, compare
running = types.ModuleType("running")
exec(compile(source, "running.py", "exec"), running.__dict__)
running.TIME_LIMIT = 0.5

answers = {
    "a loop without end": "while True: pass",
    "a loop that catches everything": "while True:\\n        try:\\n            x = 1\\n        except:\\n            pass",
    "a generator without end": "n = 0\\n    while True:\\n        n += 1\\n        if n < 0: yield n",
    "a right answer": "return 7",
}
found = {"python": sys.version.split()[0], "platform": sys.platform}
for name, body in answers.items():
    space = {"__name__": "__main__"}
    exec(compile(f"def f():\\n    {body}\\n", "<cell>", "exec"), space)
    begin = time.monotonic()
    run = running.Run(lambda: running.guarded(space["f"])(), space["f"], lambda frame: f"line {frame.f_lineno}").go()
    found[name] = {"late": run.late, "stuck": run.stuck, "result": run.result, "s": round(time.monotonic() - begin, 2)}
json.dumps(found)
`));
