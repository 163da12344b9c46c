using Backline.Server;

return await BacklineCommand.RunAsync(args);
