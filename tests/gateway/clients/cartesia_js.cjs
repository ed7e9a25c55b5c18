// Bytes, events and, over TLS, the websocket by @cartesia/cartesia-js: base URL, TLS base URL.
// CommonJS, since only that build of the client finds the package ws.
const Cartesia = require("@cartesia/cartesia-js").default;

const main = async () => {
  const [plain, secure] = process.argv.slice(2);
  const request = {
    model_id: "sonic-3",
    transcript: "Hello there. How are you?",
    voice: { mode: "id", id: "6ccbfb76-1fc6-48f7-b71d-91ac6298247b" },
    output_format: { container: "raw", encoding: "pcm_s16le", sample_rate: 24000 },
  };
  const client = new Cartesia({ apiKey: "local", baseURL: plain });
  const bytes = await (await client.tts.generate(request)).arrayBuffer();
  const events = [];
  for await (const event of await client.tts.generateSSE({
    ...request,
    add_timestamps: true,
    add_phoneme_timestamps: true,
  })) {
    events.push({ ...event, data: event.data?.length });
  }

  const secureClient = new Cartesia({ apiKey: "local", baseURL: secure });
  const socket = await secureClient.tts.websocket({ rejectUnauthorized: false });
  const context = socket.context({ ...request, add_timestamps: true });
  const socketEvents = [];
  const receive = async () => {
    for await (const event of context.receive()) {
      socketEvents.push({ ...event, data: undefined, audio: event.audio?.length });
    }
  };
  const receiving = receive();
  await context.push({ transcript: "Stay hungry, " });
  await context.push({ transcript: "stay foolish. ", flush: true });
  await context.push({ transcript: "The end" });
  await context.no_more_inputs();
  await receiving;
  socket.close();
  console.log(JSON.stringify({ bytes: bytes.byteLength, events, socketEvents }));
};
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
