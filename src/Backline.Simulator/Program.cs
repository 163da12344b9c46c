using Backline.Simulator;

var app = SimulatorApp.Build(args);
await app.RunAsync();
