# Sequence lab
import torch
import torch.nn as nn


def windows(series, length):
    number_of_windows = series.shape[0] - length
    X = torch.zeros(number_of_windows, length, 1)
    y = torch.zeros(number_of_windows, 1)
    for i in range(number_of_windows):
        for t in range(length):
            X[i, t, 0] = series[i + t]
        y[i, 0] = series[i + length]
    return X, y


class SineLSTM(nn.Module):

    def __init__(self, hidden):
        super(SineLSTM, self).__init__()
        self.hidden = hidden
        self.cell = nn.LSTMCell(input_size=1, hidden_size=hidden)
        self.linear = nn.Linear(in_features=hidden, out_features=1)

    def forward(self, X):
        batch_size, time_steps, _ = X.shape
        hidden_state = torch.zeros(batch_size, self.hidden)
        cell_state = torch.zeros(batch_size, self.hidden)
        for t in range(time_steps):
            hidden_state, cell_state = self.cell(X[:, t], (hidden_state, cell_state))
        return self.linear(hidden_state)


def train(model, X, y, *, epochs, batch_size, learning_rate, seed):
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    loss_function = nn.MSELoss()
    number_of_windows = X.shape[0]
    history = []
    model.train()
    for epoch in range(epochs):
        torch.manual_seed(seed)          # reproducible shuffling
        order = torch.randperm(number_of_windows)
        epoch_losses = []
        for first in range(0, number_of_windows, batch_size):
            chosen = order[first:first + batch_size]
            batch_X, batch_y = X[chosen], y[chosen]
            optimizer.zero_grad()
            prediction = model(batch_X)
            loss = loss_function(prediction, batch_y)
            loss.backward()
            optimizer.step()
            epoch_losses.append(loss.item())
        history.append(sum(epoch_losses) / len(epoch_losses))
    return history


def predict(model, X):
    with torch.no_grad():
        prediction = model(X)
    return prediction


def forecast(model, start, steps):
    window = start.clone()
    predictions = torch.zeros(steps)
    with torch.no_grad():
        for k in range(steps):
            next_value = model(window.reshape(1, -1, 1))[0, 0]
            predictions[k] = next_value
            window = torch.cat((window[1:], next_value.reshape(1)))
    return predictions
