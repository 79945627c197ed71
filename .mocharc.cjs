module.exports = {
  'node-option': ['import=tsx'],
  require: ['./test/setup.ts', './test/global-model.ts', './test/log-watch/index.ts'],
  spec: ['test/**/*.test.ts'],
  ignore: ['test/long/**'],
  timeout: 10000,
  // botframework-directlinejs keeps timers of its own after its end(): the run must not wait for them.
  exit: true,
  forbidOnly: Boolean(process.env.CI)
}
