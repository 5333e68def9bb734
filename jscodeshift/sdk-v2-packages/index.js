'use strict';

module.exports = require('../../dist/src/jscodeshift/transformer.cjs').transformerOf('sdk-v2-packages');
