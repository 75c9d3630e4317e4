"""The JSON schemas of configurations, for editors that complete and check YAML."""

from __future__ import annotations

from typing import Any

from trainkit.config.schema import RunConfig


def run_schema() -> dict[str, Any]:
    """Return the JSON schema of a run's configuration."""
    schema = RunConfig.model_json_schema()
    sections = {"env": "EnvSection", "ppo": "PPOSection", "demonstrations": "DemonstrationSection"}
    stage = schema["$defs"]["StageSection"]["properties"]
    for key, name in sections.items():
        stage[key] = {"$ref": f"#/$defs/{name}", "description": stage[key]["description"]}
    init = schema["properties"]["init_from"]
    init["anyOf"] = [{"type": "string"}, {"$ref": init.pop("$ref")}]
    return schema
