// Speechbase's endpoints and Cartesia's events by @speech-sdk/core: base URL.
import { generateConversation, generateSpeech, streamSpeech } from "@speech-sdk/core";
import { createCartesia, createSpeechGateway } from "@speech-sdk/core/providers";

const root = process.argv[2];
const gateway = createSpeechGateway({ apiKey: "local", baseURL: `${root}/v1` });
const model = gateway("openai/gpt-4o-mini-tts");
const text = "Well, hello there. It works!";

const describe = ({ audio, timestamps, warnings }) => ({
  bytes: audio.uint8Array.length,
  mediaType: audio.mediaType,
  timestamps,
  warnings,
});
const timed = await generateSpeech({ model, voice: "alloy", text, timestamps: true });
const plain = await generateSpeech({ model, voice: "alloy", text });
const mp3 = await generateSpeech({
  model,
  voice: "alloy",
  text,
  timestamps: true,
  output: { format: "mp3", bitrate: 64 },
});
const conversation = await generateConversation({
  model,
  turns: [
    { voice: "alloy", text: "Hello there." },
    { voice: "nova", text: "Hi! How are you?" },
    { voice: "alloy", text: "Fine." },
  ],
  timestamps: true,
});
const stream = await streamSpeech({ model, voice: "alloy", text });
let streamed = 0;
for await (const piece of stream.audio) {
  streamed += piece.length;
}
const cartesia = createCartesia({ apiKey: "local", baseURL: root });
const direct = await generateSpeech({
  model: cartesia("sonic-3"),
  voice: "6ccbfb76-1fc6-48f7-b71d-91ac6298247b",
  text,
  timestamps: true,
});
console.log(
  JSON.stringify({
    timed: describe(timed),
    plain: describe(plain),
    mp3: describe(mp3),
    conversation: describe(conversation),
    streamed,
    direct: describe(direct),
  }),
);
