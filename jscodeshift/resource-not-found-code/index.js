'use strict';

module.exports = require('../../dist/src/jscodeshift/transformer.cjs').transformerOf(
  'resource-not-found-code',
);
