//! What programs read: every member, in its order.

use insta::assert_snapshot;

use super::{PLAIN, rendered, sample};
use crate::output::{Findings, Format};

fn indented(json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    let version = format!("{:?}", env!("CARGO_PKG_VERSION"));
    serde_json::to_string_pretty(&value).unwrap().replace(&version, "\"VERSION\"")
}

#[test]
fn json_has_its_members_in_their_order() {
    let text = sample(Format::Json, Some("https://lint.example"), &PLAIN);
    assert_eq!(text.lines().count(), 1);
    assert_snapshot!(indented(&text), @r#"
    {
      "version": "VERSION",
      "files": 3,
      "diagnostics": [
        {
          "code": "asl/missing-transition-target",
          "severity": "error",
          "confidence": "high",
          "message": "state `Retreive` does not exist in ${Machine}",
          "help": "did you mean `Retrieve`?",
          "url": "https://lint.example/asl/missing-transition-target",
          "path": "infra/template.yaml",
          "span": {
            "start": 193,
            "end": 201,
            "line": 10,
            "column": 19,
            "end_line": 10,
            "end_column": 27
          },
          "subject": "/Resources/Order/Properties/Definition/States/Charge/Next",
          "related": [
            {
              "message": "a similar name",
              "path": "infra/template.yaml",
              "span": {
                "start": 212,
                "end": 221,
                "line": 11,
                "column": 11,
                "end_line": 11,
                "end_column": 20
              }
            },
            {
              "message": "in this machine",
              "path": "infra/template.yaml",
              "span": {
                "start": 13,
                "end": 19,
                "line": 2,
                "column": 3,
                "end_line": 2,
                "end_column": 9
              }
            },
            {
              "message": "started here",
              "path": "a, b:c.yml",
              "span": {
                "start": 15,
                "end": 22,
                "line": 2,
                "column": 9,
                "end_line": 2,
                "end_column": 15
              }
            }
          ],
          "service_code": "MISSING_TRANSITION_TARGET",
          "service_location": null,
          "fix": {
            "title": "replace `Retreive` by `Retrieve`",
            "safety": "safe",
            "edits": [
              {
                "path": "infra/template.yaml",
                "start": 193,
                "end": 201,
                "text": "Retrieve"
              }
            ]
          },
          "fingerprint": "53ff3fc8c8d3bf3b"
        },
        {
          "code": "drone/vague-step",
          "severity": "info",
          "confidence": "low",
          "message": "100% of steps: déploy, says little",
          "help": null,
          "url": "https://lint.example/drone/vague-step",
          "path": "a, b:c.yml",
          "span": {
            "start": 16,
            "end": 22,
            "line": 2,
            "column": 10,
            "end_line": 2,
            "end_column": 15
          },
          "subject": "",
          "related": [],
          "service_code": null,
          "service_location": null,
          "fix": null,
          "fingerprint": "1d6e49e4074ca253"
        }
      ],
      "summary": {
        "error": 1,
        "warning": 0,
        "info": 1,
        "suppressed": 1,
        "fixable": 1
      }
    }
    "#);
}

#[test]
fn json_without_findings() {
    let findings = Findings { sources: &[], diagnostics: &[], files: 0, suppressed: 0, docs_url: None };
    assert_snapshot!(indented(&rendered(Format::Json, &findings, &PLAIN)), @r#"
    {
      "version": "VERSION",
      "files": 0,
      "diagnostics": [],
      "summary": {
        "error": 0,
        "warning": 0,
        "info": 0,
        "suppressed": 0,
        "fixable": 0
      }
    }
    "#);
}

#[test]
fn sarif() {
    let text = sample(Format::Sarif, Some("https://lint.example"), &PLAIN);
    assert_snapshot!(indented(&text), @r##"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        {
          "tool": {
            "driver": {
              "name": "steplint",
              "version": "VERSION",
              "semanticVersion": "VERSION",
              "rules": [
                {
                  "id": "asl/missing-transition-target",
                  "shortDescription": {
                    "text": "a transition leads to a state that exists"
                  },
                  "defaultConfiguration": {
                    "level": "error"
                  },
                  "help": {
                    "text": "Run `steplint explain asl/missing-transition-target` for the page of this rule.",
                    "markdown": "# Missing transition target\n"
                  },
                  "helpUri": "https://lint.example/asl/missing-transition-target"
                }
              ]
            }
          },
          "columnKind": "unicodeCodePoints",
          "results": [
            {
              "ruleId": "asl/missing-transition-target",
              "ruleIndex": 0,
              "level": "error",
              "message": {
                "text": "state `Retreive` does not exist in ${{Machine}}\ndid you mean `Retrieve`?"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "infra/template.yaml"
                    },
                    "region": {
                      "startLine": 10,
                      "startColumn": 19,
                      "endLine": 10,
                      "endColumn": 27
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "/Resources/Order/Properties/Definition/States/Charge/Next"
                    }
                  ]
                }
              ],
              "relatedLocations": [
                {
                  "id": 1,
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "infra/template.yaml"
                    },
                    "region": {
                      "startLine": 11,
                      "startColumn": 11,
                      "endLine": 11,
                      "endColumn": 20
                    }
                  },
                  "message": {
                    "text": "a similar name"
                  }
                },
                {
                  "id": 2,
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "infra/template.yaml"
                    },
                    "region": {
                      "startLine": 2,
                      "startColumn": 3,
                      "endLine": 2,
                      "endColumn": 9
                    }
                  },
                  "message": {
                    "text": "in this machine"
                  }
                },
                {
                  "id": 3,
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "a%2C%20b%3Ac.yml"
                    },
                    "region": {
                      "startLine": 2,
                      "startColumn": 9,
                      "endLine": 2,
                      "endColumn": 15
                    }
                  },
                  "message": {
                    "text": "started here"
                  }
                }
              ],
              "partialFingerprints": {
                "steplint/v1": "53ff3fc8c8d3bf3b"
              },
              "fixes": [
                {
                  "description": {
                    "text": "replace `Retreive` by `Retrieve`"
                  },
                  "artifactChanges": [
                    {
                      "artifactLocation": {
                        "uri": "infra/template.yaml"
                      },
                      "replacements": [
                        {
                          "deletedRegion": {
                            "startLine": 10,
                            "startColumn": 19,
                            "endLine": 10,
                            "endColumn": 27
                          },
                          "insertedContent": {
                            "text": "Retrieve"
                          }
                        }
                      ]
                    }
                  ]
                }
              ],
              "properties": {
                "confidence": "high",
                "serviceCode": "MISSING_TRANSITION_TARGET",
                "fixSafety": "safe"
              }
            },
            {
              "ruleId": "drone/vague-step",
              "level": "note",
              "message": {
                "text": "100% of steps: déploy, says little"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "a%2C%20b%3Ac.yml"
                    },
                    "region": {
                      "startLine": 2,
                      "startColumn": 10,
                      "endLine": 2,
                      "endColumn": 15
                    }
                  }
                }
              ],
              "partialFingerprints": {
                "steplint/v1": "1d6e49e4074ca253"
              },
              "properties": {
                "confidence": "low"
              }
            }
          ]
        }
      ]
    }
    "##);
}
