module.exports = {
  'node-option': ['import=tsx'],
  require: ['./test/setup.ts', './test/global-model.ts', './test/log-watch/index.ts'],
  spec: ['test/**/*.test.ts'],
  ignore: ['test/long/**'],
  timeout: 10000,
  forbidOnly: Boolean(process.env.CI)
}
