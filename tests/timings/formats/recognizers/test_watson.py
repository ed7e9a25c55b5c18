import json

from vidsync.timings import loads


def test_final_results_are_read_with_their_speakers():
    answer = {
        "result_index": 0,
        "results": [
            {
                "final": True,
                "alternatives": [
                    {
                        "transcript": "hello %HESITATION there ",
                        "timestamps": [
                            ["hello", 0.1, 0.4],
                            ["%HESITATION", 0.4, 0.5],
                            ["there", 0.5, 0.9],
                        ],
                        "word_confidence": [["hello", 0.9], ["%HESITATION", 0.1], ["there", 0.8]],
                    },
                    {"transcript": "hollow there "},
                ],
            },
            {"final": False, "alternatives": [{"timestamps": [["you", 1.2, 1.4]]}]},
        ],
        "speaker_labels": [
            {"from": 0.1, "to": 0.4, "speaker": 0, "final": False},
            {"from": 0.5, "to": 0.9, "speaker": 1, "final": True},
        ],
    }
    for document in (answer, [answer]):
        read = loads(json.dumps(document))
        assert [(word.text, word.start, word.end, word.confidence) for word in read.words] == [
            ("hello", 0.1, 0.4, 0.9),
            ("there", 0.5, 0.9, 0.8),
        ]
        assert [turn.speaker for turn in read.turns] == ["Speaker 0", "Speaker 1"]
        assert [(pause.start, pause.end) for pause in read.pauses] == [(0.4, 0.5)]
