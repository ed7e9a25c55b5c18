// What @speech-sdk/core makes of refusals: base URL, key, whether to ask for timestamps.
import { generateSpeech } from "@speech-sdk/core";
import { createSpeechGateway } from "@speech-sdk/core/providers";

const [root, apiKey, timestamps] = process.argv.slice(2);
const gateway = createSpeechGateway({ apiKey, baseURL: `${root}/v1` });
try {
  const result = await generateSpeech({
    model: gateway("openai/gpt-4o-mini-tts"),
    voice: "alloy",
    text: "Hello",
    timestamps: timestamps === "on",
  });
  console.log(JSON.stringify({ bytes: result.audio.uint8Array.length }));
} catch (error) {
  console.log(
    JSON.stringify({ name: error.name, status: error.statusCode, code: error.code, message: error.message }),
  );
}
