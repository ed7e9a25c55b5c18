// REST and a session by lmnt-node: base URL.
import Lmnt from "lmnt-node";

const client = new Lmnt({ apiKey: "local", baseURL: process.argv[2] });
const rest = await client.speech.generateDetailed({
  text: "Hello, world!",
  voice: "leah",
  return_timestamps: true,
});
const session = await client.speech.sessions.create({
  voice: "leah",
  format: "pcm_s16le",
  sample_rate: 24000,
  return_timestamps: true,
});
const messages = [];
const read = async () => {
  for await (const message of session) {
    messages.push(
      message.type === "audio" ? { type: "audio", bytes: message.audio.byteLength } : message,
    );
  }
};
const reading = read();
session.sendText("Hello from a session. It has two sen");
session.sendText("tences.");
session.sendFlush();
session.sendText("And a rest");
session.sendFinish();
await reading;
console.log(JSON.stringify({ timestamps: rest.timestamps, audio: rest.audio.length, messages }));
